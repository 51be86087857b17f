using Diagnoser.Contracts;
using Microsoft.Data.Sqlite;

namespace Diagnoser.Collector.Spool;

/// <summary>
/// Events on disk until the broker has confirmed them. Numbers them without holes; the numbers survive a restart, and a lost file begins a new
/// epoch, so that the store can tell a loss. Damage never stops it, neither at the start nor later: the file is set aside, what can be read of
/// it is carried over, and the rest goes into the ledger of losses. Safe for concurrent use.
/// </summary>
internal sealed class EventSpool : IDisposable
{
    private const int InputOutput = 10;

    private readonly Lock _turn = new();
    private readonly SpoolFolder _folder;
    private readonly SpoolMark _mark;
    private readonly Action<SpoolRenewal> _renewed;
    private SpoolFile? _file;
    private readonly SpoolRoom _room;
    private SpoolState _state;
    private DaemonVoice? _voice;
    private DockerEvent? _heartbeat;
    private volatile Told? _shortage;
    private long _used;
    private long _read;

    private EventSpool(SpoolFolder folder, SpoolMark mark, SpoolRoom room, Action<SpoolRenewal> renewed)
    {
        (_folder, _mark, _room, _renewed) = (folder, mark, room, renewed);
        _state = mark.Read() ?? SpoolState.Unknown;
        _file = Open();
        Noted();
    }

    /// <summary>The life of its file.</summary>
    public string Epoch => Volatile.Read(ref _state).Epoch;

    /// <summary>Events that wait.</summary>
    public long Count => Volatile.Read(ref _state).Counts.Sum();

    /// <summary>When the oldest event happened that waits; null if none does.</summary>
    public DateTimeOffset? Oldest => Volatile.Read(ref _state) is { OldestTicks: > 0 and var ticks } ? SpoolFile.Time(ticks) : null;

    /// <summary>What it takes, in bytes.</summary>
    public long Bytes => Interlocked.Read(ref _used);

    /// <summary>Events that were lost since the start, in the spool or before it.</summary>
    public LossTotals Lost { get; } = new();

    /// <summary>Why events are dropped, and what would help; null while none are.</summary>
    public (string Text, string Remedy)? Shortage => _shortage is { } told ? (told.Text, told.Remedy) : null;

    /// <summary>Opens the spool in a folder. A damaged file never stops a collector; what became of it is told.</summary>
    /// <param name="folder">The folder; made if need be.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="renewed">Told of damage.</param>
    /// <param name="most">What it may take on disk, in bytes.</param>
    public static EventSpool Open(string folder, TimeProvider clock, Action<SpoolRenewal> renewed, long most = long.MaxValue)
    {
        _ = Directory.CreateDirectory(folder);
        var mark = SpoolMark.Open(folder);
        try
        {
            return new EventSpool(new SpoolFolder(folder, clock), mark, new SpoolRoom(new Ballast(folder, clock), most), renewed);
        }
        catch
        {
            mark.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Numbers these events and keeps them in one commit, with what was lost before them. Where there is not room for all, what matters least
    /// goes and is written to the ledger. Numbers of what was lost stay empty: the store sees the hole.
    /// </summary>
    /// <param name="events">The events.</param>
    /// <param name="lost">What was lost before them, and is already counted in <see cref="Lost"/>.</param>
    public void Append(IReadOnlyList<DockerEvent> events, params IReadOnlyList<SpoolLoss> lost) => Use(file =>
    {
        _room.Look();
        Try(file, () => Append(file, events, lost));
        return true;
    });

    /// <summary>The oldest events behind this place, in order.</summary>
    public IReadOnlyList<SpooledEvent> Read(SpoolPosition after, int limit) => Use<IReadOnlyList<SpooledEvent>>(file =>
    {
        var rows = file.Read(After(file, after), limit);
        if (rows.Count < limit && Number(file) is { } heartbeat)
        {
            rows = [.. rows, heartbeat];
        }

        _read = rows.Count > 0 ? rows[^1].Seq : After(file, after);
        return [.. rows.Select(row => new SpooledEvent(new SpoolPosition(file.Epoch, row.Seq), row.Host, row.Body))];
    });

    /// <summary>Forgets the events up to this place: the broker has them.</summary>
    public void Remove(SpoolPosition through) => Use(file =>
    {
        if (After(file, through) is > 0 and var seq)
        {
            Try(file, () => file.Write(() => file.Remove(seq)));
            _state = _state with { Removed = Math.Max(_state.Removed, seq) };
            _room.Tidy(file);
        }

        return true;
    });

    public void Dispose()
    {
        _file?.Dispose();
        _mark.Dispose();
    }

    private void Try(SpoolFile file, Action write)
    {
        try
        {
            write();
        }
        catch (SqliteException problem) when (_room.TryHelp(problem, file))
        {
            write();
        }
    }

    private void Append(SpoolFile file, IReadOnlyList<DockerEvent> events, IReadOnlyList<SpoolLoss> lost)
    {
        var intake = new SpoolIntake(file, _room, _read);
        file.Write(() =>
        {
            file.Skip(file.Last + lost.Sum(loss => loss.Count));
            foreach (var dockerEvent in events)
            {
                _voice = DaemonVoice.Of(dockerEvent) ?? _voice;
                if (!dockerEvent.IsHeartbeat)
                {
                    intake.Take(dockerEvent);
                }
            }

            foreach (var loss in lost.Concat(intake.Lost.Entries))
            {
                file.Note(loss);
            }

            if (_room.Marks.IsCalm(file.Used))
            {
                TellLosses(file);
            }
        });
        foreach (var loss in intake.Lost.Entries)
        {
            Lost.Add(loss.Priority, loss.Count, loss.Cause);
        }

        _heartbeat = events.LastOrDefault(e => e.IsHeartbeat) is { } newest ? _folder.Tell(newest, file, Lost.Sum) : _heartbeat;
        var isShort = _room.IsShort || intake.Lost.Count > 0 || (_shortage is not null && !_room.Marks.IsCalm(file.Used));
        _shortage = isShort ? new Told(_room.Reason, _room.Remedy) : null;
    }

    private static long After(SpoolFile file, SpoolPosition position) => position.Epoch == file.Epoch ? position.Seq : 0;

    // A heartbeat waits in memory, the newest alone, and gets its number when everything before it has been read: so one that another has
    // replaced leaves no hole, none overtakes an event (who hears it may conclude that nothing more comes from before it), and a broker that is
    // away for a day does not find thousands. It is a row like others before it is sent, so that its number stays its own if it must be sent again.
    private SpoolRow? Number(SpoolFile file)
    {
        if (_heartbeat is not { } newest)
        {
            return null;
        }

        var row = SpoolRow.Of(newest, Priorities.Of(newest), file.Epoch, file.Last + 1);
        try
        {
            file.Write(() => file.Insert(row));
        }
        catch (SqliteException problem) when (SpoolDamage.Of(problem) is null)
        {
            // The spool cannot be written now, and its writer tells. What it holds can be sent.
            return null;
        }

        _heartbeat = null;
        return row;
    }

    // In the transaction that empties the ledger, so that a loss is told once.
    private void TellLosses(SpoolFile file)
    {
        if (_voice is not { } voice || file.Ledger() is not { Count: > 0 } losses)
        {
            return;
        }

        foreach (var loss in losses)
        {
            file.Insert(SpoolRow.Of(voice.Tell(loss, file.Epoch), EventPriority.Critical, file.Epoch, file.Last + 1));
        }

        file.ClearLedger();
    }

    private T Use<T>(Func<SpoolFile, T> work)
    {
        lock (_turn)
        {
            try
            {
                var result = Work(work);
                Noted();
                return result;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                throw new SqliteException(problem.Message, InputOutput);
            }
        }
    }

    private T Work<T>(Func<SpoolFile, T> work)
    {
        var file = _file ??= Open();
        try
        {
            return work(file);
        }
        catch (Exception problem) when (SpoolDamage.Of(problem) is not null)
        {
            _file = null;
            file.Dispose();
            _file = Renew(SpoolDamage.Of(problem)!);
            return work(_file);
        }
    }

    // What the mark of the last run has and the file has not, was lost.
    private SpoolFile Open()
    {
        SpoolFile file;
        try
        {
            file = _folder.Open();
        }
        catch (Exception problem) when (SpoolDamage.Of(problem) is not null || SpoolDamage.ClaimsToBeReadOnly(problem, _folder.File))
        {
            return Renew(SpoolDamage.Of(problem) ?? problem.Message);
        }

        try
        {
            if (_folder.Compare(file, _state) is { } renewal)
            {
                Renewed(renewal);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private SpoolFile Renew(string damage)
    {
        var (file, renewal) = _folder.Renew(damage, _state);
        _read = 0;
        Renewed(renewal);
        return file;
    }

    private void Renewed(SpoolRenewal renewal)
    {
        foreach (var loss in renewal.Lost)
        {
            Lost.Add(loss.Priority, loss.Count, loss.Cause);
        }

        _renewed(renewal);
    }

    private void Noted()
    {
        var file = _file!;
        var removed = _state.Epoch == file.Epoch ? _state.Removed : 0;
        Volatile.Write(ref _state, new SpoolState(file.Epoch, file.Last, removed, file.Oldest()?.UtcTicks ?? 0, [.. file.Counts]));
        _mark.Write(_state);
        _ = Interlocked.Exchange(ref _used, file.Used);
    }

    private sealed record Told(string Text, string Remedy);
}
