using Diagnoser.Collector.Spool;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Collector.Tests.Spool;

public sealed class SpoolRoomTests : IDisposable
{
    private const long Most = 100 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("spool").FullName;
    private readonly FakeTimeProvider _clock = new();
    private readonly SpoolFile _file;
    private readonly SpoolRoom _room;

    public SpoolRoomTests()
    {
        _file = SpoolFile.Open(Path.Combine(_folder, "spool.db"));
        _room = new SpoolRoom(new Ballast(_folder, _clock), Most);
    }

    public void Dispose()
    {
        _file.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Room_is_taken_ahead_and_given_back_when_the_disk_is_full()
    {
        Assert.Equal(1 << 20, new FileInfo(Path.Combine(_folder, "spool.ballast")).Length);

        Assert.True(_room.TryHelp(new SqliteException("full", SpoolRoom.FullDisk), _file));

        Assert.False(File.Exists(Path.Combine(_folder, "spool.ballast")));
        Assert.True(_room.IsShort);
        Assert.True(_room.Marks.IsFull(_file.Size + (1 << 18)));
        Assert.False(_room.Marks.IsFull(_file.Size));
    }

    [Fact]
    public void What_is_not_a_full_disk_gives_nothing_back()
    {
        Assert.False(_room.TryHelp(new SqliteException("busy", 5), _file));

        Assert.False(_room.IsShort);
        Assert.True(File.Exists(Path.Combine(_folder, "spool.ballast")));
    }

    [Fact]
    public void The_log_begins_anew_so_that_there_is_room_in_it()
    {
        for (var i = 0; i < 20; i++)
        {
            _file.Write(() => _file.Insert(new SpoolRow(EventPriority.Critical, _file.Last + 1, 0, "h1", new byte[10_000])));
        }

        var log = new FileInfo(Path.Combine(_folder, "spool.db-wal"));
        Assert.True(_room.TryHelp(new SqliteException("full", SpoolRoom.FullDisk), _file));
        var before = log.Length;
        _file.Write(() => _file.Insert(new SpoolRow(EventPriority.Critical, _file.Last + 1, 0, "h1", new byte[100_000])));

        log.Refresh();
        Assert.Equal(before, log.Length);
    }

    [Fact]
    public void After_a_while_it_looks_whether_there_is_room_again()
    {
        _ = _room.TryHelp(new SqliteException("full", SpoolRoom.FullDisk), _file);
        _room.Look();
        Assert.True(_room.IsShort);

        _clock.Advance(TimeSpan.FromSeconds(3));
        _room.Look();

        Assert.False(_room.IsShort);
        Assert.False(_room.Marks.IsTight(Most / 2));
        Assert.True(File.Exists(Path.Combine(_folder, "spool.ballast")));
        Assert.False(File.Exists(Path.Combine(_folder, "spool.ballast.new")));
    }
}
