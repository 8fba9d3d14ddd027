"""From entries about work to periods, and from periods to a length of service."""
