variable "name" {
  type        = string
  description = "Name of the instance, for example booking-db."
}

variable "size" {
  type    = string
  default = "db-s"

  validation {
    condition     = contains(["db-s", "db-m", "db-l"], var.size)
    error_message = "Size must be db-s, db-m or db-l."
  }
}

resource "cairn_postgres" "this" {
  name           = var.name
  version        = "17"
  size           = var.size
  standby        = true
  backup_bucket  = "skerry-backups"
  backup_mode    = "pitr"
  delete_protect = true
}
