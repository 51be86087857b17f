using Diagnoser.Contracts;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Stores.Postgres;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.IntegrationTests.Support;

/// <summary>
/// The distributed product as it is deployed: collectors and servers as processes of their own, a virtual host of the broker, a database. Ends
/// with its test.
/// </summary>
internal sealed class Fleet : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<RunningProgram> _programs = [];
    private readonly List<TemporaryFolder> _folders = [];

    private Fleet(BrokerAccess broker, string database, IStore store)
    {
        Broker = broker;
        Database = database;
        Store = store;
    }

    public BrokerAccess Broker { get; }

    /// <summary>The connection string.</summary>
    public string Database { get; }

    /// <summary>The servers' store, for looking into it.</summary>
    public IStore Store { get; }

    /// <summary>Settings of all programs beside broker and database.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>A fleet without any program yet; its servers tell this Slack, if one is given.</summary>
    public static async Task<Fleet> CreateAsync(TestEngine engine, Broker broker, Database database, FakeSlack? slack = null)
    {
        var fleet = await CreateAsync(await broker.NewAsync(engine), engine, database);
        if (slack is not null)
        {
            fleet.Settings["DIAGNOSER__Slack__Token"] = FakeSlack.Token;
            fleet.Settings["DIAGNOSER__Slack__Channel"] = FakeSlack.ChannelId;
            fleet.Settings["DIAGNOSER__Slack__ApiUri"] = slack.Api;
        }

        return fleet;
    }

    /// <summary>The same with a broker of its own.</summary>
    public static async Task<Fleet> CreateAsync(BrokerAccess broker, TestEngine engine, Database database)
    {
        var connection = await database.NewAsync(engine);
        return new Fleet(broker, connection, await PostgresStore.OpenAsync(connection, TestContext.Current.CancellationToken));
    }

    /// <summary>Starts a server and waits until it says that it has started.</summary>
    /// <param name="with">Settings of this one alone.</param>
    /// <param name="roles">Its roles; none: all of them.</param>
    public async Task<RunningProgram> ServerAsync(Dictionary<string, string>? with = null, params IReadOnlyList<string> roles)
    {
        var server = StartServer(with, roles);
        await server.SaysAsync("diagnoser server starts");
        return server;
    }

    /// <summary>Starts a server and does not wait.</summary>
    public RunningProgram StartServer(Dictionary<string, string>? with = null, params IReadOnlyList<string> roles)
    {
        var environment = new Dictionary<string, string>(Settings)
        {
            ["DIAGNOSER__Bus__RabbitMq__Uri"] = Broker.Uri.OriginalString,
            ["DIAGNOSER__Store__Postgres__ConnectionString"] = Database,
            ["DIAGNOSER__Http__Listen"] = "127.0.0.1:0",
        };
        foreach (var (name, value) in with ?? [])
        {
            environment[name] = value;
        }

        var arguments = roles.Count == 0 ? Array.Empty<string>() : ["--roles", string.Join(',', roles)];
        return Add(RunningProgram.Start(new Command("dotnet", [Path.Combine(Paths.ProgramFolder, "diagnoser.dll"), "server", .. arguments]) { Environment = environment }));
    }

    /// <summary>Starts a collector at this engine.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="hostName">How the host is called.</param>
    /// <param name="onHost">On the engine's host, whose ports it then sees; else on this machine, whose ports the test listens on.</param>
    public async Task<RunningProgram> CollectorAsync(TestEngine engine, string hostName, bool onHost = true)
    {
        var folder = new TemporaryFolder();
        _folders.Add(folder);
        var command = new Command("dotnet", [Path.Combine(Paths.CollectorFolder, "diagnoser-collector.dll"), "run", "--docker", engine.Uri, "--data", folder.Path])
        {
            Environment = new Dictionary<string, string>(Settings)
            {
                ["DIAGNOSER__Bus__RabbitMq__Uri"] = Broker.Uri.OriginalString,
                ["DIAGNOSER__Collector__HostName"] = hostName,
            },
        };
        var collector = Add(RunningProgram.Start(onHost ? engine.OnHost(command) : command));
        await Until.TrueAsync(
            async () => (await Store.EventsAsync(new EventQuery { Types = [EventTypes.CollectorStarted] }, TestContext.Current.CancellationToken))
                .Any(e => e.Host.Name == hostName),
            Patience,
            () => $"no word of the collector on {hostName}; collector:\n{collector.Said}\n{Said}");
        return collector;
    }

    /// <summary>Waits for an incident about this container.</summary>
    public Task<Incident> IncidentAsync(string container) => Until.NotNullAsync(
        async () => (await Store.IncidentsAsync(new IncidentQuery(), TestContext.Current.CancellationToken)).FirstOrDefault(i => i.Root.Subject.Name == container),
        Patience,
        () => $"no incident about {container}\n{Said}");

    /// <summary>What all programs have said.</summary>
    public string Said => string.Join("\n----\n", _programs.Select(p => p.Said));

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _programs)
        {
            await program.DisposeAsync();
        }

        await Store.DisposeAsync();
        _folders.ForEach(f => f.Dispose());
    }

    private RunningProgram Add(RunningProgram program)
    {
        _programs.Add(program);
        return program;
    }
}
