unhex(md5("text"))
