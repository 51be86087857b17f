using System.Text.Json;
using Diagnoser.Collector.Spool;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Collector.Tests.Spool;

/// <summary>What a spool makes of damage: it always opens, gives only what was written, and what it does not give it counts as lost.</summary>
public sealed class DamagedSpoolTests : IDisposable
{
    private const int Events = 150;

    private readonly string _root = Directory.CreateTempSubdirectory("spool").FullName;
    private readonly List<SpoolRenewal> _renewed = [];
    private readonly FakeTimeProvider _clock = new(Some.Noon.AddHours(1));
    private readonly Random _random = new(20261130);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_bit_that_is_flipped_anywhere_is_borne_and_what_it_costs_is_told()
    {
        var crashed = Crashed();
        var told = 0;
        for (var i = 0; i < 170; i++)
        {
            told += Survives(crashed, "spool.db", Flip) ? 1 : 0;
            told += Survives(crashed, "spool.db-wal", Flip) ? 1 : 0;
        }

        // Not every bit matters; most do.
        Assert.True(told > 100, $"{told} of 340 flips told");
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_borne_and_what_it_costs_is_told()
    {
        var crashed = Crashed();
        for (var i = 0; i < 80; i++)
        {
            _ = Survives(crashed, "spool.db", bytes => bytes[..(_random.Next(bytes.Length / 4096) * 4096)]);
            _ = Survives(crashed, "spool.db-wal", bytes => bytes[.._random.Next(bytes.Length)]);
        }
    }

    [Theory]
    [InlineData("spool.db", "garbage")]
    [InlineData("spool.db", "empty")]
    [InlineData("spool.db", "gone")]
    [InlineData("spool.db-wal", "garbage")]
    [InlineData("spool.db-wal", "empty")]
    [InlineData("spool.db-wal", "gone")]
    public void A_file_that_is_no_longer_what_it_was_is_borne_and_what_it_costs_is_told(string file, string what)
    {
        var told = Survives(Crashed(), file, bytes => what switch
        {
            "garbage" => [.. bytes.Select(_ => (byte)_random.Next(256))],
            "empty" => [],
            _ => null,
        });

        Assert.True(told);
    }

    [Fact]
    public void Without_its_mark_a_damaged_spool_says_that_it_does_not_know_how_much_was_lost()
    {
        var crashed = Crashed();
        File.Delete(Path.Combine(crashed, "spool.mark"));
        File.WriteAllText(Path.Combine(crashed, "spool.db"), new string('!', 8192));

        using var spool = EventSpool.Open(crashed, _clock, _renewed.Add);
        spool.Append([Started()]);

        Assert.Equal(0, Assert.Single(Assert.Single(_renewed).Lost).Count);
        Assert.False(Read(spool).Single(e => e.Type == EventTypes.CollectorBlind).Attributes[AttributeNames.BlindCount].HasValue);
    }

    [Fact]
    public void What_is_found_damaged_while_it_runs_is_set_aside_and_the_rest_goes_on_in_order_under_new_numbers()
    {
        using var spool = EventSpool.Open(_root, _clock, _renewed.Add);
        spool.Append(Made());
        var before = spool.Epoch;
        var file = Path.Combine(_root, "spool.db");
        Checkpoint(file);
        Damage(file, "name-77");

        var ids = Read(spool).ConvertAll(e => e.Id);

        Assert.Equal([.. Made().Select(e => e.Id).Where(id => id != "77")], ids);
        Assert.NotEqual(before, spool.Epoch);
        Assert.Equal(Enumerable.Range(1, Events - 1), Read(spool).Select(e => (int)e.Seq));
        var renewal = Assert.Single(_renewed);
        Assert.Equal((1L, Events - 1L), (renewal.Lost.Sum(l => l.Count), renewal.Carried));
        Assert.True(File.Exists(renewal.Aside));
        Assert.Contains("spool was damaged", renewal.ToNotice(Some.Noon).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_crash_before_the_new_file_has_the_place_of_the_old_one_loses_nothing()
    {
        using (var spool = EventSpool.Open(_root, _clock, _renewed.Add))
        {
            spool.Append(Made());
        }

        var file = Path.Combine(_root, "spool.db");
        File.Move(file, file + ".new");
        File.WriteAllText(file + "-wal", "of the one that was set aside");

        using var after = EventSpool.Open(_root, _clock, _renewed.Add);

        Assert.Equal(Events, Read(after).Count);
        Assert.Empty(_renewed);
    }

    [Fact]
    public void Of_what_was_set_aside_the_newest_two_are_kept()
    {
        for (var i = 0; i < 4; i++)
        {
            File.WriteAllText(Path.Combine(_root, "spool.db"), new string((char)('a' + i), 8192));
            EventSpool.Open(_root, _clock, _renewed.Add).Dispose();
            _clock.Advance(TimeSpan.FromSeconds(i));
        }

        Assert.Equal(4, _renewed.Count);
        Assert.Equal(
            [_renewed[2].Aside!, _renewed[3].Aside!],
            Directory.GetFiles(_root, "spool.db.bad-*").Order(StringComparer.Ordinal));
    }

    /// <summary>A spool as it lies on disk when its process is killed: a part of it in the write-ahead log, a part already removed.</summary>
    private string Crashed()
    {
        var alive = Path.Combine(_root, "alive");
        using var spool = EventSpool.Open(alive, _clock, _renewed.Add);
        spool.Append([.. Enumerable.Range(0, 20).Select(n => Some.Event($"gone-{n}"))]);
        spool.Remove(new SpoolPosition(spool.Epoch, 20));
        var made = Made();
        spool.Append([.. made.Take(Events / 2)]);
        Checkpoint(Path.Combine(alive, "spool.db"));
        foreach (var some in made.Skip(Events / 2).Chunk(10))
        {
            spool.Append(some);
        }

        return Copy(alive, "crashed");
    }

    /// <summary>Opens a spool of which a file was changed; true if a loss was told.</summary>
    private bool Survives(string crashed, string file, Func<byte[], byte[]?> change)
    {
        _renewed.Clear();
        var folder = Copy(crashed, "damaged");
        var path = Path.Combine(folder, file);
        var changed = change(File.ReadAllBytes(path));
        File.Delete(path);
        if (changed is not null)
        {
            File.WriteAllBytes(path, changed);
        }

        using (var spool = EventSpool.Open(folder, _clock, _renewed.Add))
        {
            var written = Made().ToDictionary(e => e.Id);
            var read = Read(spool).Where(e => !e.Id.StartsWith("gone", StringComparison.Ordinal)).ToList();
            Assert.All(read, e => Assert.Equal(Json(written[e.Id]), Json(e with { Seq = 0, Epoch = null })));
            Assert.Equal(read.Select(e => int.Parse(e.Id)).Order(), read.Select(e => int.Parse(e.Id)));
            Assert.Equal(Events - read.Count, _renewed.Sum(renewal => renewal.Lost.Sum(l => l.Count)));

            spool.Append([Started()]);
            var after = Read(spool);
            Assert.Equal(Events - read.Count, after.Where(e => e.Type == EventTypes.CollectorBlind).Sum(e => e.Attributes[AttributeNames.BlindCount].TryGetInteger(out var count) ? count : 0));
            Assert.Equal(after.Count, after.DistinctBy(e => e.Seq).Count());
        }

        Directory.Delete(folder, recursive: true);
        return _renewed.Exists(renewal => renewal.Lost.Count > 0);
    }

    private byte[] Flip(byte[] bytes)
    {
        bytes[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8));
        return bytes;
    }

    private static string Json(DockerEvent dockerEvent) => JsonSerializer.Serialize(dockerEvent, ContractsJson.Default.DockerEvent);

    private static List<DockerEvent> Read(EventSpool spool) =>
        [.. spool.Read(default, 10_000).Select(row => JsonSerializer.Deserialize(row.Body, ContractsJson.Default.DockerEvent)!)];

    private string Copy(string from, string name)
    {
        var to = Path.Combine(_root, name);
        _ = Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from).Where(f => !f.EndsWith("-shm", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        }

        return to;
    }

    private static void Checkpoint(string file)
    {
        using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=False");
        other.Open();
        using var command = other.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        _ = command.ExecuteNonQuery();
    }

    private static void Damage(string file, string text)
    {
        var bytes = File.ReadAllBytes(file);
        var at = bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text));
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        stream.Position = at;
        stream.WriteByte((byte)'N');
    }

    private static DockerEvent Started() =>
        Some.Event("s", EventTypes.CollectorStarted) with { Subject = new Subject(Subject.Daemon, "engine-1", "box") };

    private static List<DockerEvent> Made()
    {
        string[] types = [EventTypes.ContainerStats, EventTypes.ContainerDie, EventTypes.ContainerLog];
        return
        [
            .. Enumerable.Range(0, Events).Select(n => Some.Event($"{n}", types[n % 3]) with
            {
                Time = Some.Noon.AddSeconds(n),
                Subject = new Subject(Subject.Container, "c", $"name-{n}"),
                Attributes = AttributeMap.From([new("pad", new string('x', 100 + (n * 7 % 900)))]),
            }),
        ];
    }
}
