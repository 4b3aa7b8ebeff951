# Every resource of the aws provider that speaks to Pinpoint, at the keys door.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

variable "url" {
  type = string
}

variable "version_of_names" {
  type    = string
  default = "one"
}

locals {
  account = "arn:aws:iam::000000000000:role"
}

provider "aws" {
  region                      = "us-east-1"
  access_key                  = "local"
  secret_key                  = "local-secret"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_requesting_account_id  = true

  endpoints {
    pinpoint = var.url
  }
}

resource "aws_pinpoint_app" "shop" {
  name = "shop-${var.version_of_names}"

  limits {
    daily               = 3
    maximum_duration    = 600
    messages_per_second = 100
    total               = 5
  }

  quiet_time {
    start = "22:00"
    end   = "07:00"
  }

  tags = {
    stage = var.version_of_names
  }
}

resource "aws_pinpoint_adm_channel" "adm" {
  application_id = aws_pinpoint_app.shop.application_id
  client_id      = "client"
  client_secret  = "secret"
  enabled        = true
}

resource "aws_pinpoint_apns_channel" "apns" {
  application_id                = aws_pinpoint_app.shop.application_id
  default_authentication_method = "KEY"
  bundle_id                     = "com.example.shop"
  team_id                       = "TEAM"
  token_key                     = "token"
  token_key_id                  = "id"
}

resource "aws_pinpoint_apns_sandbox_channel" "apns_sandbox" {
  application_id                = aws_pinpoint_app.shop.application_id
  default_authentication_method = "KEY"
  bundle_id                     = "com.example.shop"
  team_id                       = "TEAM"
  token_key                     = "token"
  token_key_id                  = "id"
}

resource "aws_pinpoint_apns_voip_channel" "apns_voip" {
  application_id                = aws_pinpoint_app.shop.application_id
  default_authentication_method = "KEY"
  bundle_id                     = "com.example.shop"
  team_id                       = "TEAM"
  token_key                     = "token"
  token_key_id                  = "id"
}

resource "aws_pinpoint_apns_voip_sandbox_channel" "apns_voip_sandbox" {
  application_id                = aws_pinpoint_app.shop.application_id
  default_authentication_method = "KEY"
  bundle_id                     = "com.example.shop"
  team_id                       = "TEAM"
  token_key                     = "token"
  token_key_id                  = "id"
}

resource "aws_pinpoint_baidu_channel" "baidu" {
  application_id = aws_pinpoint_app.shop.application_id
  api_key        = "key"
  secret_key     = "secret"
}

resource "aws_pinpoint_email_channel" "email" {
  application_id = aws_pinpoint_app.shop.application_id
  from_address   = "${var.version_of_names}@example.com"
  identity       = "arn:aws:ses:us-east-1:000000000000:identity/example.com"
  role_arn       = "${local.account}/events"
}

resource "aws_pinpoint_event_stream" "events" {
  application_id         = aws_pinpoint_app.shop.application_id
  destination_stream_arn = "arn:aws:kinesis:us-east-1:000000000000:stream/events"
  role_arn               = "${local.account}/events"
}

resource "aws_pinpoint_gcm_channel" "gcm" {
  application_id = aws_pinpoint_app.shop.application_id
  api_key        = "key"
}

resource "aws_pinpoint_sms_channel" "sms" {
  application_id = aws_pinpoint_app.shop.application_id
  sender_id      = "Shop"
}

resource "aws_pinpoint_email_template" "welcome" {
  template_name = "terraform-welcome"

  email_template {
    subject   = "Hello ${var.version_of_names}"
    html_part = "<p>Hi</p>"
    text_part = "Hi"
  }
}

output "application" {
  value = aws_pinpoint_app.shop.application_id
}
