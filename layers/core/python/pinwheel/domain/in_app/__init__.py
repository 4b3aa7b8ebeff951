"""In-app campaigns: what an app may show (spec 03, section 11)."""
