-- PUT of 10 kB under a name of its own. Arguments: prefix of the path, prefix of the names, authorization or "".
local thread_count = 0
function setup(thread)
  thread_count = thread_count + 1
  thread:set("id", thread_count)
end
function init(args)
  prefix, names, authorization = args[1], args[2], args[3]
  number = 0
  body = string.rep("0123456789", 1000)
  headers = { ["Content-Type"] = "application/octet-stream" }
  if authorization ~= "" then headers["Authorization"] = authorization end
end
function request()
  number = number + 1
  return wrk.format("PUT", prefix .. names .. "-" .. id .. "-" .. number .. ".bin", headers, body)
end
