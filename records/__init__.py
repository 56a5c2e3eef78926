"""The gate: reads and writes records on behalf of somebody, with a reason for every answer."""
