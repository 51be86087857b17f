using Diagnoser.Contracts;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Stores.Sql;

/// <summary>What every store must do; each database has a class that runs all of it.</summary>
public abstract partial class StoreContract : IAsyncLifetime
{
    private IStore? _store;

    private protected IStore Store => _store!;

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the store of this test, the same each time.</summary>
    private protected abstract Task<IStore> OpenAsync();

    private protected virtual ValueTask CloseAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task It_answers_and_says_what_it_is()
    {
        await Store.PingAsync(Token);

        Assert.NotEmpty(Store.Description);
        Assert.DoesNotContain("s3cret", Store.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_committed_is_not_written()
    {
        await using (var transaction = await Store.BeginAsync(Token))
        {
            _ = await transaction.AppendAsync([Some.Die()], Token);
            await transaction.SaveAsync(new Conclusions([], [Some.Diagnosis()], []), Token);
            await transaction.EnqueueAsync([new OutgoingMessage("k", "{}")], Token);
        }

        Assert.Empty(await Store.EventsAsync(new EventQuery(), Token));
        Assert.Empty(await Store.DiagnosesAsync(new DiagnosisQuery(), Token));
        Assert.Empty(await Store.LeaseOutboxAsync(Some.Noon, TimeSpan.FromSeconds(1), 10, Token));
    }

    [Fact]
    public async Task Readers_do_not_wait_for_a_writer_and_see_what_is_committed()
    {
        _ = await AppendAsync(Some.Die("one"));
        await using var transaction = await Store.BeginAsync(Token);
        _ = await transaction.AppendAsync([Some.Die("two")], Token);

        Assert.Equal(["one"], (await Store.EventsAsync(new EventQuery(), Token)).Select(e => e.Subject.Name));
        await transaction.CommitAsync(Token);
        Assert.Equal(2, (await Store.EventsAsync(new EventQuery(), Token)).Count);
    }

    [Fact]
    public async Task What_was_kept_is_there_after_a_reopen_as_it_was()
    {
        var die = Some.Die() with { Missing = [new MissingEvidence("logs", "gone")] };
        _ = await AppendAsync(die);
        await SaveAsync(new Conclusions([], [Some.Diagnosis()], []));

        await using var again = await OpenAsync();

        Assert.Equivalent(die, Assert.Single(await again.FindEventsAsync([die.Id, "nosuch"], Token)), strict: true);
        Assert.Equivalent(Some.Diagnosis(), Assert.Single(await again.FindDiagnosesAsync(["d1", "nosuch"], Token)), strict: true);
    }

    [Fact]
    public async Task What_was_set_aside_is_shown_newest_first_cut_and_whatever_it_holds()
    {
        await InTransactionAsync(async transaction => await transaction.QuarantineAsync(
            [
                new QuarantinedRecord(Some.Noon, "q1", "no JSON", "\0\ud800\"'; DROP TABLE event; --"),
                new QuarantinedRecord(Some.Noon, "q2", "too long", new string('x', 100_000)),
            ],
            Token));

        var kept = await Store.QuarantineAsync(10, Token);
        Assert.Equal(["q2", "q1"], kept.Select(q => q.Origin));
        Assert.Equal(65_536, kept[0].Body.Length);
        Assert.Equal("\uFFFD\uFFFD\"'; DROP TABLE event; --", kept[1].Body);
        Assert.Equal(Some.Noon, kept[1].Time);
        Assert.True(kept[0].Number > kept[1].Number);
        Assert.Single(await Store.QuarantineAsync(1, Token));
        Assert.Equal(2, await Store.CountQuarantineAsync(Token));
    }

    private protected async Task<IReadOnlyList<DockerEvent>> AppendAsync(params IReadOnlyList<DockerEvent> events)
    {
        IReadOnlyList<DockerEvent> added = [];
        await InTransactionAsync(async transaction => added = await transaction.AppendAsync(events, Token));
        return added;
    }

    private protected Task SaveAsync(Conclusions conclusions) => InTransactionAsync(transaction => transaction.SaveAsync(conclusions, Token));

    private protected async Task InTransactionAsync(Func<IStoreTransaction, Task> work)
    {
        await using var transaction = await Store.BeginAsync(Token);
        await work(transaction);
        await transaction.CommitAsync(Token);
    }

    private protected async Task<T> ReadingAsync<T>(Func<IStoreTransaction, Task<T>> read)
    {
        await using var transaction = await Store.BeginAsync(Token);
        return await read(transaction);
    }
}
