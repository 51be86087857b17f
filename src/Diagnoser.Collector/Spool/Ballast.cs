namespace Diagnoser.Collector.Spool;

/// <summary>
/// A file that only takes room. On a full disk it is given back, so that the spool can still move within itself and what was lost can be
/// written down. It is taken again when there is room for twice as much, so that it does not come and go.
/// </summary>
internal sealed class Ballast(string folder, TimeProvider clock)
{
    /// <summary>What it takes, in bytes.</summary>
    public const int Size = 1 << 20;

    private const int Block = 64 << 10;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly string _file = Path.Combine(folder, "spool.ballast");
    private readonly string _probe = Path.Combine(folder, "spool.ballast.new");
    private long? _tried;
    private bool _isGiven;

    /// <summary>True if it is there.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Takes the room, if it can be had; tried every two seconds at most.</summary>
    public bool TryTake()
    {
        if (IsHeld || (_tried is { } last && clock.GetElapsedTime(last) < Pause))
        {
            return IsHeld;
        }

        _tried = clock.GetTimestamp();
        IsHeld = (File.Exists(_file) && new FileInfo(_file).Length == Size) || (TryWrite(_file) && (!_isGiven || TryWrite(_probe)));
        Delete(_probe);
        if (!IsHeld)
        {
            Delete(_file);
        }

        return IsHeld;
    }

    /// <summary>Gives the room back.</summary>
    public void Give()
    {
        (IsHeld, _isGiven) = (false, true);
        _tried = clock.GetTimestamp();
        Delete(_file);
    }

    // Written, not only made as long: a file with holes takes no room.
    private static bool TryWrite(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            var block = new byte[Block];
            for (var i = 0; i < Size / Block; i++)
            {
                stream.Write(block);
            }

            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Then the disk has other troubles, and the spool tells.
        }
    }
}
