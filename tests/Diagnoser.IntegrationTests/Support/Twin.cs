using Diagnoser.Contracts;
using Diagnoser.Server.Stores;

namespace Diagnoser.IntegrationTests.Support;

/// <summary>
/// The distributed product, watching the same engine as the <c>up</c> that all tests share: collector, RabbitMQ, server, PostgreSQL. Whatever
/// <c>up</c> says of a container, the store of the servers must say too, with the same ids of the engine's events.
/// </summary>
internal sealed class Twin : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Broker _broker;
    private readonly Database _database;
    private readonly Fleet _fleet;

    private Twin(Broker broker, Database database, Fleet fleet)
    {
        _broker = broker;
        _database = database;
        _fleet = fleet;
    }

    public static async Task<Twin> StartAsync(TestEngine engine)
    {
        var (broker, database) = (new Broker(), new Database());
        var fleet = await Fleet.CreateAsync(engine, broker, database);
        _ = await fleet.ServerAsync();
        _ = await fleet.CollectorAsync(engine, "twin");
        return new Twin(broker, database, fleet);
    }

    /// <summary>The servers have concluded the same about this container.</summary>
    public async Task AgreesAsync(string container, Records said)
    {
        var expected = Words(said.Shown, said.Ends);
        IReadOnlyList<string> kept = [];
        await Until.TrueAsync(
            async () => expected.SequenceEqual(kept = await KeptAsync(container)),
            Patience,
            () => $"up and the servers differ about {container}:\nup\n{string.Join('\n', expected)}\nservers\n{string.Join('\n', kept)}\n{_fleet.Said}");
    }

    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task<IReadOnlyList<string>> KeptAsync(string container)
    {
        var cancelled = TestContext.Current.CancellationToken;
        var events = (await _fleet.Store.EventsAsync(new EventQuery { Limit = 100_000 }, cancelled)).Where(e => e.Subject.Name == container);
        var diagnoses = (await _fleet.Store.DiagnosesAsync(new DiagnosisQuery { Limit = 100_000 }, cancelled)).Where(d => d.Subject.Name == container);
        return Words(diagnoses.Where(d => d.HiddenBy is null), events.Where(e => e.Exit is not null));
    }

    // A start that fails is no event of the engine: each collector finds it for itself, at its own time.
    private static string Id(DockerEvent end) => end.Type == EventTypes.ContainerDie ? end.Id : end.Type;

    private static IReadOnlyList<string> Words(IEnumerable<Diagnosis> diagnoses, IEnumerable<DockerEvent> ends) =>
    [
        .. diagnoses.Select(d => $"{d.Rule} {d.Severity} {d.Certainty}").Order(StringComparer.Ordinal),
        .. ends.Select(e => $"{Id(e)} {e.Exit!.EndedBy} {e.Exit.Reason} {e.Exit.Certainty}").Order(StringComparer.Ordinal),
    ];
}
