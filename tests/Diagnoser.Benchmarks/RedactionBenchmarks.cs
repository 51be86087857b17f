using BenchmarkDotNet.Attributes;
using Diagnoser.Collector.Redaction;

namespace Diagnoser.Benchmarks;

/// <summary>Log lines through the redactor: ordinary ones, ones of which each holds a secret, and the worst line that was found.</summary>
public class RedactionBenchmarks
{
    private const int Repeats = 50;
    private const int LongLine = 16 * 1024;

    private static readonly string[] Calm =
    [
        "2026-01-01T12:00:00Z INFO  request GET http://api:8080/v1/orders/4711 took 23 ms, status 200, user 42, trace 4bf92f3577b34da6a3ce929d0e0e4736",
        "2026-01-01 12:00:00 ERROR Connection refused: db:5432, retry 3 of 10 in 500 ms; key (id)=(42) already exists",
        "    at com.acme.orders.service.OrderServiceImpl.placeOrder(OrderServiceImpl.java:142) ~[orders-1.4.2.jar:1.4.2]",
        "level=warn ts=2026-01-01T12:00:00Z caller=cache.go:88 msg=\"cache miss\" key=user:1234:profile tokens=17 path=/var/lib/docker/overlay2/l",
    ];

    private static readonly string[] Dirty =
    [
        "2026-01-01T12:00:00Z INFO connecting to postgres://app:correcthorse@db:5432/shop",
        "2026-01-01T12:00:00Z DEBUG > Authorization: Bearer abcdefghij0123456789abcdefghij",
        "level=info msg=\"config loaded\" db.password=correcthorse cache.size=42",
        "{\"level\":\"info\",\"client_secret\":\"correct horse battery\",\"attempt\":3}",
    ];

    private readonly Redactor _redactor = new(RedactionKey.Passing());
    private readonly string[] _calm = [.. Enumerable.Repeat(Calm, Repeats).SelectMany(lines => lines)];
    private readonly string[] _dirty = [.. Enumerable.Repeat(Dirty, Repeats).SelectMany(lines => lines)];
    private readonly string _hostile = string.Concat(Enumerable.Repeat("key: \"SK", LongLine / 8));

    /// <summary>Characters of a round of each benchmark, by its name.</summary>
    public static long Characters(string benchmark) => benchmark switch
    {
        nameof(Clean) => Calm.Sum(line => line.Length) * Repeats,
        nameof(WithSecrets) => Dirty.Sum(line => line.Length) * Repeats,
        _ => LongLine,
    };

    [Benchmark(Description = "ordinary lines")]
    public int Clean() => Redact(_calm);

    [Benchmark(Description = "a secret in each line")]
    public int WithSecrets() => Redact(_dirty);

    [Benchmark(Description = "a hostile line of 16 KB")]
    public int Hostile() => _redactor.Redact(_hostile).Length;

    private int Redact(string[] lines)
    {
        var length = 0;
        foreach (var line in lines)
        {
            length += _redactor.Redact(line).Length;
        }

        return length;
    }
}
