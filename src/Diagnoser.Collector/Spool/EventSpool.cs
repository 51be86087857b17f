using System.Text.Json;
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
    private SpoolState _state;
    private DaemonVoice? _voice;

    private EventSpool(SpoolFolder folder, SpoolMark mark, Action<SpoolRenewal> renewed)
    {
        (_folder, _mark, _renewed) = (folder, mark, renewed);
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

    /// <summary>Opens the spool in a folder. A damaged file never stops a collector; what became of it is told.</summary>
    public static EventSpool Open(string folder, TimeProvider clock, Action<SpoolRenewal> renewed)
    {
        _ = Directory.CreateDirectory(folder);
        var mark = SpoolMark.Open(folder);
        try
        {
            return new EventSpool(new SpoolFolder(folder, clock), mark, renewed);
        }
        catch
        {
            mark.Dispose();
            throw;
        }
    }

    /// <summary>Numbers these events and keeps them in one commit, with what was lost before them; the numbers of those stay empty: the store sees the hole.</summary>
    public void Append(IReadOnlyList<DockerEvent> events, params IReadOnlyList<SpoolLoss> lost) => Use(file =>
    {
        file.Write(() =>
        {
            file.Skip(file.Last + lost.Sum(loss => loss.Count));
            foreach (var loss in lost)
            {
                file.Note(loss);
            }

            foreach (var dockerEvent in events)
            {
                _voice = DaemonVoice.Of(dockerEvent) ?? _voice;
                Insert(file, dockerEvent);
            }

            TellLosses(file);
        });
        return true;
    });

    /// <summary>The oldest events behind this place, in order.</summary>
    public IReadOnlyList<SpooledEvent> Read(SpoolPosition after, int limit) => Use<IReadOnlyList<SpooledEvent>>(file =>
        [.. file.Read(After(file, after), limit).Select(row => new SpooledEvent(new SpoolPosition(file.Epoch, row.Seq), row.Host, row.Body))]);

    /// <summary>Forgets the events up to this place: the broker has them.</summary>
    public void Remove(SpoolPosition through) => Use(file =>
    {
        if (After(file, through) is > 0 and var seq)
        {
            file.Write(() => file.Remove(seq));
            _state = _state with { Removed = Math.Max(_state.Removed, seq) };
        }

        return true;
    });

    public void Dispose()
    {
        _file?.Dispose();
        _mark.Dispose();
    }

    internal static SpoolRow RowOf(DockerEvent dockerEvent, EventPriority priority, string epoch, long seq) => new(
        priority,
        seq,
        dockerEvent.Time.UtcTicks,
        dockerEvent.Host.Id,
        JsonSerializer.SerializeToUtf8Bytes(dockerEvent with { Seq = seq, Epoch = epoch }, ContractsJson.Default.DockerEvent));

    private static void Insert(SpoolFile file, DockerEvent dockerEvent) =>
        file.Insert(RowOf(dockerEvent, Priorities.Of(dockerEvent), file.Epoch, file.Last + 1));

    private static long After(SpoolFile file, SpoolPosition position) => position.Epoch == file.Epoch ? position.Seq : 0;

    // In the transaction that empties the ledger, so that a loss is told once.
    private void TellLosses(SpoolFile file)
    {
        if (_voice is not { } voice || file.Ledger() is not { Count: > 0 } losses)
        {
            return;
        }

        foreach (var loss in losses)
        {
            Insert(file, voice.Tell(loss, file.Epoch));
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
                _renewed(renewal);
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
        _renewed(renewal);
        return file;
    }

    private void Noted()
    {
        var file = _file!;
        var removed = _state.Epoch == file.Epoch ? _state.Removed : 0;
        Volatile.Write(ref _state, new SpoolState(file.Epoch, file.Last, removed, file.Oldest()?.UtcTicks ?? 0, [.. file.Counts]));
        _mark.Write(_state);
    }
}
