export * from "./endpoint-access";
export { DEFAULT_INTERFACE_ENDPOINTS } from "./interface-endpoints";
export * from "./private-network";
