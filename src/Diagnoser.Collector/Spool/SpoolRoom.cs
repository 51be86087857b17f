using Diagnoser.Collector.Configuration;
using Microsoft.Data.Sqlite;

namespace Diagnoser.Collector.Spool;

/// <summary>What the spool may take: what people allow, or, while its disk is full, hardly more than it has.</summary>
internal sealed class SpoolRoom
{
    public const int FullDisk = 13;

    private const int PagesAtOnce = 32;
    private const int AllPages = 1 << 16;

    // The rest of the ballast is for the write-ahead log, which removing needs too, and for the ledger.
    private const int Spare = Ballast.Size / 4;

    private readonly Ballast _ballast;
    private readonly long _most;
    private long _limit;

    /// <param name="ballast">Given back when the disk is full.</param>
    /// <param name="most">What people allow, in bytes.</param>
    public SpoolRoom(Ballast ballast, long most)
    {
        (_ballast, _most, _limit) = (ballast, most, most);
        Look();
    }

    /// <summary>True while the disk is full.</summary>
    public bool IsShort { get; private set; }

    /// <summary>What goes when, with what it may take now.</summary>
    public Watermarks Marks => new(_limit);

    /// <summary>Why events are dropped, for people.</summary>
    public string Reason => IsShort
        ? $"the disk of the spool is full: it is held at {Sizes.Text(_limit)}, and what matters least is dropped"
        : $"the spool fills the {Sizes.Text(_most)} that it may take: what matters least is dropped";

    /// <summary>What would help, for people.</summary>
    public string Remedy => IsShort ? "make room on its disk, or put the data folder elsewhere" : $"see why the broker is away, or raise {CollectorSettings.SpoolMaxSize}";

    /// <summary>Looks whether the disk has room again.</summary>
    public void Look()
    {
        if (_ballast.TryTake() && IsShort)
        {
            (_limit, IsShort) = (_most, false);
        }
    }

    /// <summary>True if this tells of a full disk, and something could be done about it: then it is worth another try.</summary>
    public bool TryHelp(SqliteException problem, SpoolFile file)
    {
        if (problem.SqliteErrorCode != FullDisk)
        {
            return false;
        }

        if (!IsShort)
        {
            _ballast.Give();
            (_limit, IsShort) = (Math.Min(_most, file.Size + Spare), true);
        }

        // The log begins anew, in the room that it has: without that nothing could be removed either, and a disk that the spool itself has filled
        // would stay full.
        return TryRestart(file);
    }

    /// <summary>Gives back what the file does not need: to a full disk, and to any disk when nothing waits.</summary>
    public void Tidy(SpoolFile file)
    {
        var idle = file.Size - file.Used;
        var isEmpty = file.Counts.Sum() == 0;
        if (isEmpty ? idle > Ballast.Size : IsShort && idle > 0)
        {
            try
            {
                file.Shrink(isEmpty ? AllPages : PagesAtOnce);
            }
            catch (SqliteException problem) when (problem.SqliteErrorCode == FullDisk)
            {
                // Later, when there is room to move.
            }

            _ = TryRestart(file);
        }
    }

    private static bool TryRestart(SpoolFile file)
    {
        try
        {
            file.RestartLog();
            return true;
        }
        catch (SqliteException problem) when (problem.SqliteErrorCode == FullDisk)
        {
            return false;
        }
    }
}
