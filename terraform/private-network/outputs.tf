# Made from modules/private-network by `npm run build:modules`, which overwrites what is changed here.

output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.vpc.id
}

output "subnet_ids" {
  description = "Ids of the private subnets, one a zone."
  value       = aws_subnet.subnet[*].id
}

output "endpoint_security_group_id" {
  description = "Security group of the interface endpoints."
  value       = aws_security_group.interface_endpoints_group.id
}

output "s3_prefix_list_id" {
  description = "Prefix list of S3 in this Region."
  value       = aws_vpc_endpoint.s3_endpoint.prefix_list_id
}

output "route_table_id" {
  description = "Route table of the subnets, for further gateway endpoints."
  value       = aws_route_table.route_table.id
}

output "flow_log_group_name" {
  description = "Log group of the flow logs."
  value       = aws_cloudwatch_log_group.flow_logs_log_group.name
}

output "network" {
  description = "All that a signed-function needs to run in this network."
  value = {
    vpc_id                     = aws_vpc.vpc.id
    subnet_ids                 = aws_subnet.subnet[*].id
    endpoint_security_group_id = aws_security_group.interface_endpoints_group.id
    s3_prefix_list_id          = aws_vpc_endpoint.s3_endpoint.prefix_list_id
  }
}
