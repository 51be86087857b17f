using System.Text.Json;
using Diagnoser.Contracts;
using Microsoft.Data.Sqlite;

namespace Diagnoser.Collector.Spool;

/// <summary>The folder of a spool: its file, the one that takes its place when it is damaged, and those that were set aside.</summary>
internal sealed class SpoolFolder(string folder, TimeProvider clock)
{
    private const int BatchLimit = 256;

    /// <summary>The spool's file.</summary>
    public string File { get; } = Path.Combine(folder, "spool.db");

    private string Next => File + ".new";

    /// <summary>Opens the spool's file. Where a crash came between setting one aside and putting the new one in its place, does that first.</summary>
    public SpoolFile Open()
    {
        if (!System.IO.File.Exists(File) && System.IO.File.Exists(Next))
        {
            Delete(File);
            System.IO.File.Move(Next, File);
        }

        return SpoolFile.Open(File);
    }

    /// <summary>Adds to a heartbeat what the spool holds.</summary>
    public DockerEvent Tell(DockerEvent heartbeat, SpoolFile file, long lost) => heartbeat with
    {
        Attributes = heartbeat.Attributes.With(
        [
            new(AttributeNames.SpoolCount, file.Counts.Sum()),
            new(AttributeNames.SpoolBytes, file.Used),
            new(AttributeNames.SpoolOldestAge, file.Oldest() is { } oldest ? (clock.GetUtcNow() - oldest).TotalSeconds : default(AttributeValue)),
            new(AttributeNames.SpoolLost, lost),
        ]),
    };

    /// <summary>
    /// Compares a whole file with how far its spool had come. What is missing goes into its ledger and leaves numbers empty; null if nothing is.
    /// </summary>
    public SpoolRenewal? Compare(SpoolFile file, SpoolState known)
    {
        if (file.IsNew ? known.Counts.Sum() == 0 : known.Epoch != file.Epoch || known.Last <= file.Last)
        {
            return null;
        }

        IReadOnlyList<SpoolLoss> lost = [];
        file.Write(() =>
        {
            if (!file.IsNew)
            {
                file.Remove(known.Removed);
                file.Skip(known.Last);
            }

            lost = Note(file, known, file.Counts);
        });
        return new SpoolRenewal(file.IsNew ? "its file is gone" : "its write-ahead log is gone or damaged", null, file.Counts.Sum(), lost);
    }

    /// <summary>
    /// Sets a damaged file aside and begins a new one with what could be read of it. The new one is whole before it takes the place of the old one,
    /// so that a crash in between loses nothing.
    /// </summary>
    public (SpoolFile File, SpoolRenewal Renewal) Renew(string damage, SpoolState known)
    {
        Delete(Next);
        IReadOnlyList<SpoolLoss> lost;
        long carried;
        using (var old = SpoolSalvage.Open(File, known.Removed))
        using (var next = SpoolFile.Make(Next))
        {
            carried = Carry(old, next);
            lost = [];
            next.Write(() =>
            {
                foreach (var loss in old.Ledger())
                {
                    next.Note(loss);
                }

                lost = known != SpoolState.Unknown ? Note(next, known, next.Counts) : old.HasHoles ? NoteUnknown(next) : [];
            });
        }

        var aside = SetAside.Move(File, clock.GetUtcNow());
        return (Open(), new SpoolRenewal(damage, aside, carried, lost));
    }

    // A disk that has no room for both keeps what fits: the rest is counted as lost, and the file that was set aside still has it.
    private static long Carry(SpoolSalvage old, SpoolFile next)
    {
        foreach (var rows in old.Rows().Chunk(BatchLimit))
        {
            try
            {
                next.Write(() =>
                {
                    foreach (var row in rows)
                    {
                        if (EventOf(row) is { } dockerEvent)
                        {
                            next.Insert(SpoolRow.Of(dockerEvent, Priorities.Of(dockerEvent), next.Epoch, next.Last + 1));
                        }
                    }
                });
            }
            catch (SqliteException)
            {
                break;
            }
        }

        return next.Counts.Sum();
    }

    private static DockerEvent? EventOf(SpoolRow row)
    {
        try
        {
            return EventShape.Whole(JsonSerializer.Deserialize(row.Body, ContractsJson.Default.DockerEvent)) is { } read && EventShape.Problem(read) is null ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private List<SpoolLoss> Note(SpoolFile file, SpoolState known, IReadOnlyList<long> present)
    {
        var now = clock.GetUtcNow();
        var from = known.OldestTicks > 0 && known.OldestTicks < now.UtcTicks ? SpoolFile.Time(known.OldestTicks) : now;
        List<SpoolLoss> lost =
        [
            .. Priorities.All.Where(p => known.Counts[(int)p] > present[(int)p])
                .Select(p => new SpoolLoss(LossCause.Damage, p, from, now, known.Counts[(int)p] - present[(int)p])),
        ];
        lost.ForEach(file.Note);
        return lost;
    }

    private List<SpoolLoss> NoteUnknown(SpoolFile file)
    {
        var now = clock.GetUtcNow();
        var loss = new SpoolLoss(LossCause.Damage, EventPriority.Critical, now, now, 0);
        file.Note(loss);
        return [loss];
    }

    private static void Delete(string file)
    {
        foreach (var part in (ReadOnlySpan<string>)["", "-wal", "-shm", "-journal"])
        {
            System.IO.File.Delete(file + part);
        }
    }
}
