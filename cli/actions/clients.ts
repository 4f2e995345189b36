export { AwsClients } from "../aws/clients";
