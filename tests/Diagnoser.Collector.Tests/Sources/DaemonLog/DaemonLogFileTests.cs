using System.Threading.Channels;
using Diagnoser.Collector.Sources.DaemonLog;

namespace Diagnoser.Collector.Tests.Sources.DaemonLog;

public sealed class DaemonLogFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("daemon-log-");
    private readonly Channel<DaemonLogEntry> _entries = Channel.CreateUnbounded<DaemonLogEntry>();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private string? _place;

    private string Path => System.IO.Path.Combine(_folder.FullName, "docker.log");

    public void Dispose()
    {
        _stop.Dispose();
        _folder.Delete(true);
    }

    [Fact]
    public async Task What_was_there_before_is_not_news_and_what_comes_is_given_line_by_line()
    {
        Write("old\n");
        await WhileReadingAsync(null, async () =>
        {
            await BegunAsync();
            Write("a");
            Write("b\nc\r\nd");
            await ExpectAsync("ab", "c");
            Write("\n");
            await ExpectAsync("d");
        });
    }

    [Fact]
    public async Task After_a_restart_it_goes_on_behind_the_last_line_taken()
    {
        Write("old\n");
        await WhileReadingAsync(null, async () =>
        {
            await BegunAsync();
            Write("a\n");
            await ExpectAsync("a");
        });
        Write("b\nc\n");

        await WhileReadingAsync(_place, () => ExpectAsync("b", "c"));
    }

    [Fact]
    public async Task A_renamed_file_is_read_to_its_end_before_the_new_one()
    {
        Write("old\n");
        await WhileReadingAsync(null, async () =>
        {
            await BegunAsync();
            File.Move(Path, Path + ".1");
            File.AppendAllText(Path + ".1", "late\nunended");
            Write("new\n");
            await ExpectAsync("late", "unended", "new");
        });
    }

    [Fact]
    public async Task A_file_that_was_renamed_while_nobody_read_is_found_again()
    {
        Write("old\n");
        await WhileReadingAsync(null, async () =>
        {
            await BegunAsync();
            Write("a\n");
            await ExpectAsync("a");
        });
        Write("b\n");
        File.Move(Path, Path + ".1");
        Write("c\n");

        await WhileReadingAsync(_place, async () => Assert.All(await ExpectAsync("b", "c"), entry => Assert.Null(entry.Hole)));
    }

    [Fact]
    public async Task A_file_that_was_cut_begins_anew_and_says_so()
    {
        Write("old and long\n");
        await WhileReadingAsync(null, async () =>
        {
            await BegunAsync();
            File.WriteAllText(Path, "x\n");
            Assert.NotNull(Assert.Single(await ExpectAsync("x")).Hole);
        });
    }

    [Fact]
    public async Task A_file_that_is_gone_after_a_restart_leaves_a_hole()
    {
        Write("old\n");
        await WhileReadingAsync(null, async () =>
        {
            await BegunAsync();
            Write("a\n");
            await ExpectAsync("a");
        });
        File.WriteAllText(Path + ".keep", "takes the next inode");
        File.Move(Path, System.IO.Path.Combine(_folder.FullName, "elsewhere"));
        Write("b\n");

        await WhileReadingAsync(_place, async () => Assert.NotNull(Assert.Single(await ExpectAsync("b")).Hole));
    }

    [Fact]
    public async Task Of_an_endless_line_the_beginning_is_kept()
    {
        Write("");
        await WhileReadingAsync(null, async () =>
        {
            await BegunAsync();
            Write(new string('x', 3 * LogLineSplitter.MaxLine) + "\nnext\n");
            await ExpectAsync(new string('x', LogLineSplitter.MaxLine), "next");
        });
    }

    [Fact]
    public async Task A_file_that_comes_later_is_read_from_its_beginning()
    {
        Assert.NotNull(await Reader().FindMissingAsync(TestContext.Current.CancellationToken));
        await WhileReadingAsync(null, async () =>
        {
            Write("first\n");
            await ExpectAsync("first");
        });
        Assert.Null(await Reader().FindMissingAsync(TestContext.Current.CancellationToken));
    }

    private DaemonLogFile Reader() => new(Path, TimeProvider.System);

    private void Write(string text) => File.AppendAllText(Path, text);

    // A line of our own, given once the reader stands at the end of what was there.
    private async Task BegunAsync()
    {
        for (var n = 0; ; n++)
        {
            Write($"begun {n}\n");
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            limit.CancelAfter(TimeSpan.FromSeconds(1));
            try
            {
                var entry = await _entries.Reader.ReadAsync(limit.Token);
                while (entry.Text != $"begun {n}")
                {
                    entry = await _entries.Reader.ReadAsync(limit.Token);
                }

                return;
            }
            catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
            {
                // It had not begun yet.
            }
        }
    }

    private async Task WhileReadingAsync(string? place, Func<Task> work)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var reading = Reader().ReadAsync(place, _entries.Writer, stop.Token);
        await work();
        await stop.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private async Task<IReadOnlyList<DaemonLogEntry>> ExpectAsync(params string[] lines)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        var got = new List<DaemonLogEntry>();
        while (got.Count < lines.Length)
        {
            got.Add(await _entries.Reader.ReadAsync(limit.Token));
        }

        Assert.Equal(lines, got.Select(entry => entry.Text));
        _place = got[^1].Place;
        return got;
    }
}
