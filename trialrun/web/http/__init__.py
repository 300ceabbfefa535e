"""What is HTTP and no page: services, security, errors, rendering, files, ids of forms."""
