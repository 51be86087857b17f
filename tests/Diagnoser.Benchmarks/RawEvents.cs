using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Diagnoser.Benchmarks;

/// <summary>
/// Writes raw <c>docker events</c> lines of one host, in the engine's own wording and order. Seeded, so that every run measures the same file.
/// </summary>
/// <remarks>
/// A storm is nothing but containers that start, stop, fail, are killed and loop: one event in seven is a death. An ordinary day is 200
/// containers that live on and are probed, three events a probe, and one event in fifty of lives as in a storm.
/// </remarks>
internal static class RawEvents
{
    private const int Seed = 20261123;
    private const long FirstNanosecond = 1_795_473_349_000_000_000;
    private const int LongLived = 200;

    /// <summary>So many of a thousand events of an ordinary day belong to lives that begin and end.</summary>
    private const int Passing = 20;

    private static readonly string[][] Courses =
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
    public static void Write(string path, int lines, RawMix mix)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        foreach (var line in (mix == RawMix.Storm ? Storm() : OrdinaryDay()).Take(lines))
        {
            file.WriteLine(line);
        }
    }

    private static IEnumerable<string> Storm()
    {
        var random = new Random(Seed);
        var lives = new Lives(random);
        for (var nano = FirstNanosecond; ;)
        {
            nano += random.Next(1_000, 40_000_000);
            yield return lives.Next(nano);
        }
    }

    private static IEnumerable<string> OrdinaryDay()
    {
        var random = new Random(Seed);
        var lives = new Lives(random);
        var probed = Enumerable.Range(0, LongLived).Select(number => new ProbedContainer(number, random)).ToList();
        for (var nano = FirstNanosecond; ;)
        {
            nano += random.Next(1_000, 40_000_000);
            yield return random.Next(1000) < Passing ? lives.Next(nano) : probed[random.Next(probed.Count)].Next(nano);
        }
    }

    /// <summary>Two hundred lives at a time; where one ended another begins.</summary>
    private sealed class Lives(Random random)
    {
        private readonly List<(string Id, string Name, Queue<string> Left)> _live = [];
        private int _made;

        public string Next(long nano)
        {
            while (_live.Count < 200)
            {
                // Nine of ten lives are healthy ones, as on a host that works.
                var life = Courses[random.Next(10) < 9 ? random.Next(2) : random.Next(Courses.Length)];
                var id = Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(_made)));
                _live.Add((id, string.Create(CultureInfo.InvariantCulture, $"shop-api-{_made++}"), new Queue<string>(life)));
            }

            var at = random.Next(_live.Count);
            var (container, name, left) = _live[at];
            var line = RawLines.OfLife(container, name, left.Dequeue(), nano);
            if (left.Count == 0)
            {
                _live.RemoveAt(at);
            }

            return line;
        }
    }

    /// <summary>A container that lives on; one probe of its health after the other.</summary>
    private sealed class ProbedContainer(int number, Random random)
    {
        private readonly string _id = RandomHex(random);
        private readonly int _service = number % RawLines.Services;
        private string _exec = "";
        private int _step;

        public string Next(long nano)
        {
            _exec = _step == 0 ? RandomHex(random) : _exec;
            var line = RawLines.OfProbe(_id, _service, number / RawLines.Services + 1, _step, _exec, nano);
            _step = (_step + 1) % RawLines.ProbeSteps;
            return line;
        }
    }

    private static string RandomHex(Random random)
    {
        Span<byte> bytes = stackalloc byte[32];
        random.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
