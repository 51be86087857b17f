using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Sources;
using Diagnoser.Collector.Sources.Containers;

namespace Diagnoser.Collector.Tests.Support;

/// <summary>What a source of a host works with, over a fake engine, with what it publishes.</summary>
internal sealed class Watched : IDisposable
{
    private readonly Ledger _ledger = new(null);
    private readonly Outlet _outlet;

    public Watched(FakeEngine engine, TimeProvider clock)
    {
        var redactor = new Redactor();
        Client = new EngineClient(engine.Endpoint);
        Context = new HostContext(new CollectorOptions(engine.Endpoint) { ProcPath = "/nowhere", CgroupPath = "/nowhere" }, Some.Identity);
        _outlet = new Outlet(Collected, new EventRedaction(redactor), clock);
        Inspector = new Inspector(Client, redactor, clock);
        Kit = new SourceKit(new EventFactory(Context, redactor), new Inventory(), _ledger, _outlet, new Notices(null, redactor, clock), clock);
    }

    public Collected Collected { get; } = new();

    public EngineClient Client { get; }

    public HostContext Context { get; }

    public Inspector Inspector { get; }

    public SourceKit Kit { get; }

    public void Dispose()
    {
        Inspector.Dispose();
        _outlet.Dispose();
        _ledger.Dispose();
        Client.Dispose();
    }
}
