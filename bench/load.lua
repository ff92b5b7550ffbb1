-- What wrk sends: calls drawn at random from a plan, which bench/harness/load.py writes.
-- wrk ... -s load.lua URL -- PLAN SEED; a line of PLAN is method, path, body and headers, by tabs.
local calls = {}

function init(args)
    for line in io.lines(args[1]) do
        local fields = {}
        for field in (line .. "\t"):gmatch("(.-)\t") do
            fields[#fields + 1] = field
        end
        local headers = { Host = wrk.headers["Host"] }
        for i = 4, #fields do
            local name, value = fields[i]:match("^(.-): (.*)$")
            headers[name] = value
        end
        local body = fields[3] ~= "" and fields[3] or nil
        calls[#calls + 1] = wrk.format(fields[1], fields[2], headers, body)
    end
    math.randomseed(tonumber(args[2]))
end

function request()
    return calls[math.random(#calls)]
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '\nRESULT {"requests": %d, "seconds": %.6f, "refused": %d, "broken": %d, '
            .. '"p50": %.6f, "p99": %.6f}\n',
        summary.requests, summary.duration / 1e6, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout,
        latency:percentile(50.0) / 1e6, latency:percentile(99.0) / 1e6))
end
