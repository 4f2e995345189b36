export * from "./signature-validity";
export * from "./signing-platform";
export * from "./signing-profile";
