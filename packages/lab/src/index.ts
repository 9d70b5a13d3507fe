export type { AccountResult, Count, DemoResult, ErrorCounts } from "./demo/result.js";
export type { AccountView, DemoView, DevicePicture, ListedPicture, ServerVoucher } from "./demo/view.js";
export { describeEnvironment, type Environment } from "./environment.js";
