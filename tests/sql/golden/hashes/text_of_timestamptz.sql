CAST(timezone('UTC', "seen") AS VARCHAR)
