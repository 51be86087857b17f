using System.Globalization;

namespace Diagnoser.Benchmarks;

/// <summary>Lines of <c>docker events --format '{{json .}}'</c>, worded as the engine words them.</summary>
internal static class RawLines
{
    /// <summary>Lines that one probe makes.</summary>
    public const int ProbeSteps = 3;

    private static readonly (string Service, string Image, string Probe)[] Known =
    [
        ("web", "nginx:1.27-alpine", "/bin/sh -c curl -fsS http://localhost/healthz || exit 1"),
        ("api", "registry.example.com/shop/api:1.4.2", "/bin/sh -c wget -q -O - http://127.0.0.1:8080/health | grep -q ok"),
        ("db", "postgres:16.4", "/bin/sh -c pg_isready -U shop -d shop"),
        ("cache", "redis:7.4-alpine", "redis-cli ping"),
        ("queue", "rabbitmq:4.0-management", "/bin/sh -c rabbitmq-diagnostics -q ping"),
    ];

    /// <summary>Services that are probed.</summary>
    public static int Services => Known.Length;

    /// <summary>A line of a container's life.</summary>
    public static string OfLife(string id, string name, string action, long nano)
    {
        if (action is "connect" or "disconnect")
        {
            return "{\"Type\":\"network\",\"Action\":\"" + action + "\",\"Actor\":{\"ID\":\"f29151619777844750a6a4db1472a201ba0e1be590b8e1119c46f94475dbb3a1\","
                + "\"Attributes\":{\"container\":\"" + id + "\",\"name\":\"shop_default\",\"type\":\"bridge\"}}," + End(nano);
        }

        var parts = action.StartsWith("health", StringComparison.Ordinal) ? [action] : action.Split(' ');
        var extra = parts is ["die", var code] ? $"\"execDuration\":\"12\",\"exitCode\":\"{code}\"," : parts is ["kill", var signal] ? $"\"signal\":\"{signal}\"," : "";
        return "{\"status\":\"" + parts[0] + "\",\"id\":\"" + id + "\",\"from\":\"shop/api:1.4\",\"Type\":\"container\",\"Action\":\"" + parts[0]
            + "\",\"Actor\":{\"ID\":\"" + id + "\",\"Attributes\":{\"com.docker.compose.config-hash\":\"5c1d\",\"com.docker.compose.container-number\":\"1\","
            + "\"com.docker.compose.oneoff\":\"False\",\"com.docker.compose.project\":\"shop\",\"com.docker.compose.service\":\"api\"," + extra
            + "\"image\":\"shop/api:1.4\",\"name\":\"" + name + "\"}}," + End(nano);
    }

    /// <summary>A line of a probe that went well, with the labels that compose writes: 0 is exec_create, 1 exec_start, 2 exec_die.</summary>
    public static string OfProbe(string id, int service, int replica, int step, string exec, long nano)
    {
        var (name, image, probe) = Known[service];
        var action = step switch { 0 => "exec_create: " + probe, 1 => "exec_start: " + probe, _ => "exec_die" };
        var number = replica.ToString(CultureInfo.InvariantCulture);
        return "{\"status\":\"" + action + "\",\"id\":\"" + id + "\",\"from\":\"" + image + "\",\"Type\":\"container\",\"Action\":\"" + action
            + "\",\"Actor\":{\"ID\":\"" + id + "\",\"Attributes\":{\"com.docker.compose.config-hash\":\"2b8f0a51c4d97e63f1b2a5c8d0e4f7a9b3c6d1e8f2a5b7c0d4e9f1a3b6c8d2e5\","
            + "\"com.docker.compose.container-number\":\"" + number + "\",\"com.docker.compose.depends_on\":\"\","
            + "\"com.docker.compose.image\":\"sha256:7d4a9f0c3b6e8d1f5a2c7b9e4d6f8a1c3e5b7d9f2a4c6e8b1d3f5a7c9e2b4d6f\",\"com.docker.compose.oneoff\":\"False\","
            + "\"com.docker.compose.project\":\"shop\",\"com.docker.compose.project.config_files\":\"/srv/shop/compose.yaml\","
            + "\"com.docker.compose.project.working_dir\":\"/srv/shop\",\"com.docker.compose.service\":\"" + name + "\",\"com.docker.compose.version\":\"2.29.7\","
            + "\"execID\":\"" + exec + "\"," + (step == 2 ? "\"exitCode\":\"0\"," : "") + "\"image\":\"" + image + "\",\"name\":\"shop-" + name + "-" + number + "\"}},"
            + End(nano);
    }

    private static string End(long nano) =>
        string.Create(CultureInfo.InvariantCulture, $"\"scope\":\"local\",\"time\":{nano / 1_000_000_000},\"timeNano\":{nano}}}");
}
