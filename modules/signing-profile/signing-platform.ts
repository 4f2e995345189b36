/** What a profile signs for, and with which algorithm. */
export class SigningPlatform {
  /** ZIP packages of AWS Lambda functions and layers: ECDSA over SHA-384. */
  static readonly AWS_LAMBDA_SHA384_ECDSA = new SigningPlatform("AWSLambda-SHA384-ECDSA");
  /** Container images, signed with the Notation client. */
  static readonly NOTATION_OCI_SHA384_ECDSA = new SigningPlatform("Notation-OCI-SHA384-ECDSA");
  /** Firmware and other payloads of AWS IoT Device Management. */
  static readonly AWS_IOT_DEVICE_MANAGEMENT_SHA256_ECDSA = new SigningPlatform(
    "AWSIoTDeviceManagement-SHA256-ECDSA",
  );

  /** Any other platform, by the id that `aws signer list-signing-platforms` shows. */
  static of(platformId: string): SigningPlatform {
    return new SigningPlatform(platformId);
  }

  private constructor(readonly platformId: string) {}
}
