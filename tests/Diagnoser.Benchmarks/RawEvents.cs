using System.Globalization;
using System.Text;

namespace Diagnoser.Benchmarks;

/// <summary>
/// Writes raw <c>docker events</c> lines of a busy host: many containers that start, stop, fail, are killed and loop, in the engine's own
/// wording and order. Seeded, so that every run measures the same file.
/// </summary>
internal static class RawEvents
{
    private const int Seed = 20261123;
    private const long FirstNanosecond = 1_795_473_349_000_000_000;

    private static readonly string[][] Lives =
    [
        ["create", "connect", "start", "disconnect", "die 0", "destroy"],
        ["create", "connect", "start", "kill 15", "disconnect", "stop", "die 143", "destroy"],
        ["create", "connect", "start", "kill 15", "kill 9", "disconnect", "stop", "die 137", "destroy"],
        ["create", "connect", "start", "kill 9", "disconnect", "die 137", "destroy"],
        ["create", "connect", "start", "disconnect", "die 1", "start", "disconnect", "die 1", "start", "disconnect", "die 1", "destroy"],
        ["create", "connect", "start", "oom", "disconnect", "die 137", "destroy"],
        ["create", "connect", "start", "health_status: healthy", "health_status: unhealthy", "kill 15", "stop", "die 0", "destroy"],
        ["create", "connect", "start", "restart", "rename", "update", "disconnect", "die 0", "destroy"],
    ];

    /// <summary>Writes this many lines.</summary>
    public static void Write(string path, int lines)
    {
        var random = new Random(Seed);
        var nano = FirstNanosecond;
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        var live = new List<(string Id, string Name, Queue<string> Left)>();
        for (var (written, made) = (0, 0); written < lines; written++)
        {
            while (live.Count < 200)
            {
                // Nine of ten lives are healthy ones, as on a host that works.
                var life = Lives[random.Next(10) < 9 ? random.Next(2) : random.Next(Lives.Length)];
                var id = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(made)));
                live.Add((id, string.Create(CultureInfo.InvariantCulture, $"shop-api-{made++}"), new Queue<string>(life)));
            }

            var at = random.Next(live.Count);
            var (container, name, left) = live[at];
            nano += random.Next(1_000, 40_000_000);
            file.WriteLine(Line(container, name, left.Dequeue(), nano));
            if (left.Count == 0)
            {
                live.RemoveAt(at);
            }
        }
    }

    private static string Line(string id, string name, string action, long nano)
    {
        var time = string.Create(CultureInfo.InvariantCulture, $"\"scope\":\"local\",\"time\":{nano / 1_000_000_000},\"timeNano\":{nano}}}");
        if (action is "connect" or "disconnect")
        {
            return "{\"Type\":\"network\",\"Action\":\"" + action + "\",\"Actor\":{\"ID\":\"f29151619777844750a6a4db1472a201ba0e1be590b8e1119c46f94475dbb3a1\","
                + "\"Attributes\":{\"container\":\"" + id + "\",\"name\":\"shop_default\",\"type\":\"bridge\"}}," + time;
        }

        var parts = action.StartsWith("health", StringComparison.Ordinal) ? [action] : action.Split(' ');
        var extra = parts is ["die", var code] ? $"\"execDuration\":\"12\",\"exitCode\":\"{code}\"," : parts is ["kill", var signal] ? $"\"signal\":\"{signal}\"," : "";
        return "{\"status\":\"" + parts[0] + "\",\"id\":\"" + id + "\",\"from\":\"shop/api:1.4\",\"Type\":\"container\",\"Action\":\"" + parts[0]
            + "\",\"Actor\":{\"ID\":\"" + id + "\",\"Attributes\":{\"com.docker.compose.config-hash\":\"5c1d\",\"com.docker.compose.container-number\":\"1\","
            + "\"com.docker.compose.oneoff\":\"False\",\"com.docker.compose.project\":\"shop\",\"com.docker.compose.service\":\"api\"," + extra
            + "\"image\":\"shop/api:1.4\",\"name\":\"" + name + "\"}}," + time;
    }
}
