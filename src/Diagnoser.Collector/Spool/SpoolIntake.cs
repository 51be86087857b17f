using Diagnoser.Contracts;
using Microsoft.Data.Sqlite;

namespace Diagnoser.Collector.Spool;

/// <summary>Lets events into the spool's file, within a transaction, and makes room for them as the watermarks say.</summary>
/// <param name="file">The file.</param>
/// <param name="room">What it may take.</param>
/// <param name="read">The number up to which the publisher has read: those may be on their way, and dropping them would count them as lost.</param>
internal sealed class SpoolIntake(SpoolFile file, SpoolRoom room, long read)
{
    private const int DropsOfMany = 256;
    private const int DropsOfCritical = 16;

    private readonly Watermarks _marks = room.Marks;
    private long _used = file.Used;

    /// <summary>What was dropped.</summary>
    public LossTally Lost { get; } = new();

    /// <summary>Keeps an event, or counts it as lost; its number is given away in either case.</summary>
    public void Take(DockerEvent dockerEvent)
    {
        var priority = Priorities.Of(dockerEvent);
        if (!_marks.Admits(priority, _used))
        {
            Lost.Add(priority, dockerEvent.Time);
            file.Skip(file.Last + 1);
            return;
        }

        var row = SpoolRow.Of(_marks.IsTight(_used) ? LogCut.Of(dockerEvent) : dockerEvent, priority, file.Epoch, file.Last + 1);
        MakeRoom(row.Size);
        file.Insert(row);
        _used += row.Size;
    }

    private void MakeRoom(long size)
    {
        while (_marks.IsTight(_used + size) && (Drop(EventPriority.Routine, DropsOfMany) || Drop(EventPriority.Evidence, DropsOfMany)))
        {
            // Until it is enough.
        }

        // On a full disk what is critical waits in memory; it goes only for want of that.
        if (room.IsShort && _marks.IsFull(_used + size))
        {
            throw new SqliteException("the disk is full", SpoolRoom.FullDisk);
        }

        while (_marks.IsFull(_used + size) && Drop(EventPriority.Critical, DropsOfCritical))
        {
            // Until it is enough.
        }
    }

    private bool Drop(EventPriority priority, int most)
    {
        if (file.Counts[(int)priority] == 0 || file.Drop(priority, read, most) is not { } loss)
        {
            return false;
        }

        Lost.Add(loss);
        _used = file.Used;
        return true;
    }
}
