export { callOf } from "./call-of";
export { type Call, type Fault, readFault } from "./fault";
export { type ActiveFault, Faults } from "./faults";
export { strikeAnswer } from "./strike-answer";
