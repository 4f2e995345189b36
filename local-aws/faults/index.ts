export { callOf } from "./call-of";
export { faultsControl } from "./control";
export { type Call, type Fault, readFault } from "./fault";
export { type ActiveFault, Faults } from "./faults";
export { guarded } from "./guard";
export { strikeAnswer } from "./strike-answer";
export { struck } from "./struck";
