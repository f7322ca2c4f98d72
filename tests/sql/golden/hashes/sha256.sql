unhex(sha256("text"))
