unhex(sha1("text"))
