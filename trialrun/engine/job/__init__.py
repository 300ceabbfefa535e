"""What goes in: jobs as Databricks would be given them, and the world they run in. Plain values."""
