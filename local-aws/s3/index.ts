export {
  type Caller,
  type ObjectReference,
  ObjectTooLargeError,
  S3Error,
  type S3Object,
  S3Objects,
} from "./s3-objects";
