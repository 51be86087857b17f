using Diagnoser.Contracts;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Stores.Sql;
using Diagnoser.Server.Stores.Sqlite;

namespace Diagnoser.Server.Tests.Support;

/// <summary>A store in a folder that goes with its test.</summary>
internal sealed class StoreFolder : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("diagnoser-store-").FullName;

    public StoreFolder() => Store = SqliteStore.Open(Path.Combine(_folder, "diagnoser.db"));

    public SqlStore Store { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Keeps what a correlator has concluded, as it would.</summary>
    public async Task KeepAsync(params IReadOnlyList<Diagnosis> diagnoses)
    {
        await using var transaction = await Store.BeginAsync(Cancelled);
        await transaction.SaveAsync(new Conclusions([], diagnoses, []), Cancelled);
        await transaction.CommitAsync(Cancelled);
    }

    public async Task<IReadOnlyList<Incident>> IncidentsAsync() => await Store.IncidentsAsync(new IncidentQuery(), Cancelled);

    public async Task<IReadOnlyList<TimelineEntry>> JournalAsync() => await Store.JournalAsync(new JournalQuery(), Cancelled);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
