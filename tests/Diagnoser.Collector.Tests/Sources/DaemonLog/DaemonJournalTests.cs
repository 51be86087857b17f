using System.Threading.Channels;
using Diagnoser.Collector.Sources.DaemonLog;

namespace Diagnoser.Collector.Tests.Sources.DaemonLog;

/// <summary>A script in the place of <c>journalctl</c>: it writes what that writes, and its arguments to a file.</summary>
public sealed class DaemonJournalTests : IDisposable
{
    private const string Entry =
        """{"__CURSOR":"s=1;i=2","__REALTIME_TIMESTAMP":"1764534556567967","PRIORITY":"6","MESSAGE":"time=\"2026-11-30T20:29:16Z\" level=error msg=boom"}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("daemon-journal-");

    public void Dispose() => _folder.Delete(true);

    [Fact]
    public async Task Entries_are_followed_behind_the_last_place()
    {
        var journal = Journal($"case \"$*\" in *--follow*) echo \"$@\" > {_folder.FullName}/arguments; echo '{Entry}'; exec sleep 100;; *) echo '{Entry}';; esac");
        Assert.Null(await journal.FindMissingAsync(TestContext.Current.CancellationToken));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var entries = Channel.CreateUnbounded<DaemonLogEntry>();

        var reading = journal.ReadAsync("journal:s=1;i=1", entries.Writer, stop.Token);
        var entry = await entries.Reader.ReadAsync(TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        Assert.Equal(("journal:s=1;i=2", "info"), (entry.Place, entry.Level));
        Assert.Equal(new DateTimeOffset(2025, 11, 30, 20, 29, 16, TimeSpan.Zero).AddMicroseconds(567967), entry.Time);
        Assert.Equal("boom", DaemonLineParser.Parse(entry.Text)!.Message);
        var arguments = await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "arguments"), TestContext.Current.CancellationToken);
        Assert.Contains("--after-cursor=s=1;i=1", arguments, StringComparison.Ordinal);
        Assert.Contains("--unit=docker.service", arguments, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo 'No journal files were opened due to insufficient permissions.' >&2; exit 1", "insufficient permissions")]
    [InlineData("exit 0", "shows no line")]
    public async Task A_journal_that_shows_nothing_is_missing_with_the_remedy(string script, string why)
    {
        var missing = await Journal(script).FindMissingAsync(TestContext.Current.CancellationToken);

        Assert.Contains(why, missing!.Why, StringComparison.Ordinal);
        Assert.Contains("systemd-journal", missing.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_without_the_program_says_so()
    {
        var missing = await new DaemonJournal(Path.Combine(_folder.FullName, "nothing"), TimeProvider.System).FindMissingAsync(TestContext.Current.CancellationToken);

        Assert.Contains("there is no", missing!.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"__CURSOR":"c","MESSAGE":[104,105,999]}""", "hi?")]
    [InlineData("""{"__CURSOR":"c","MESSAGE":null}""", null)]
    [InlineData("""{"MESSAGE":"x"}""", null)]
    [InlineData("no json", null)]
    public void A_message_may_be_bytes_or_left_out(string line, string? text) => Assert.Equal(text, JournalEntryParser.Parse(line, "journal:")?.Text);

    private DaemonJournal Journal(string script)
    {
        var file = Path.Combine(_folder.FullName, "journalctl");
        File.WriteAllText(file, "#!/bin/sh\n" + script + "\n");
#pragma warning disable CA1416 // because the collector runs on Linux alone
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
#pragma warning restore CA1416
        return new DaemonJournal(file, TimeProvider.System);
    }
}
