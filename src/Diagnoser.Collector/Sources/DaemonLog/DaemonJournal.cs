using System.ComponentModel;
using System.Diagnostics;
using System.Threading.Channels;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.DaemonLog;

/// <summary>
/// Follows the daemon's unit in the journal through <c>journalctl</c>, which knows the journal's files and who may read them. Where it ends it is started again
/// behind the last entry, so that nothing is missed that the journal still has.
/// </summary>
internal sealed class DaemonJournal(string program, TimeProvider clock) : IDaemonLogReader
{
    /// <summary>The program that reads the journal.</summary>
    public const string Program = "journalctl";

    private const string Remedy = "add the collector's user to the group systemd-journal, or set Collector:DaemonLog to the file that the daemon logs to";

    // As packages of Docker, and Ubuntu's snap, name it.
    private static readonly string[] Units = ["--unit=docker.service", "--unit=snap.docker.dockerd.service"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    public string Origin => "journal:";

    public async Task<MissingEvidence?> FindMissingAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var process = Start(["--lines=1"]);
            try
            {
                var said = process.StandardOutput.ReadToEndAsync(limit.Token);
                var complaint = process.StandardError.ReadToEndAsync(limit.Token);
                await process.WaitForExitAsync(limit.Token);
                return JournalEntryParser.Parse((await said).Trim(), Origin) is not null
                    ? null
                    : Missing($"the journal shows no line of the daemon's unit{Because(await complaint)}");
            }
            finally
            {
                Kill(process);
            }
        }
        catch (Win32Exception)
        {
            return Missing($"the daemon's log is not read: there is no {program} here");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Missing($"{program} did not answer within {Patience.TotalSeconds:0} s");
        }
    }

    public async Task ReadAsync(string? place, ChannelWriter<DaemonLogEntry> entries, CancellationToken cancellationToken)
    {
        var cursor = place?.StartsWith(Origin, StringComparison.Ordinal) == true ? place[Origin.Length..] : null;
        var pause = FirstPause;
        var wasRead = false;
        while (true)
        {
            // Where nothing can be read a follower would only take memory.
            if (await FindMissingAsync(cancellationToken) is not { } missing)
            {
                wasRead = true;
                var next = await FollowAsync(cursor, entries, cancellationToken);
                pause = next == cursor ? pause : FirstPause;
                cursor = next;
            }
            else if (wasRead)
            {
                throw new IOException(missing.Why);
            }

            await Task.Delay(pause, clock, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Follows until it ends; gives where.</summary>
    private async Task<string?> FollowAsync(string? cursor, ChannelWriter<DaemonLogEntry> entries, CancellationToken cancellationToken)
    {
        using var process = Start(["--follow", cursor is null ? "--lines=0" : $"--after-cursor={cursor}"]);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        try
        {
            while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            {
                if (JournalEntryParser.Parse(line, Origin) is { } entry)
                {
                    await entries.WriteAsync(entry, cancellationToken);
                    cursor = entry.Place[Origin.Length..];
                }
            }

            return cursor;
        }
        finally
        {
            Kill(process);
        }
    }

    private Process Start(IReadOnlyList<string> own)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in (IEnumerable<string>)["--no-pager", "--quiet", "--output=json", "--output-fields=MESSAGE,PRIORITY", .. Units, .. own])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
        }
    }

    private static string Because(string complaint) => complaint.Trim().Split('\n')[0] is { Length: > 0 } said ? $": {said}" : "";

    private static MissingEvidence Missing(string why) => new(EventTypes.DaemonLog, why, Remedy);
}
