"""What makes an event start a campaign's message (spec 03, section 3.3)."""
