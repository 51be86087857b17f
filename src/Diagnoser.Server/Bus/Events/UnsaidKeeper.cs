using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Bus.Events;

/// <summary>
/// Keeps what an engine with other rules concludes from what was there before, and says of it at the terminal what nobody has read there yet: a
/// diagnosis that only has other words now was said.
/// </summary>
/// <param name="store">Knows what was said.</param>
/// <param name="keeper">Keeps.</param>
/// <param name="report">Says it.</param>
internal sealed class UnsaidKeeper(IStore store, IEventKeeper keeper, Report report) : IEventKeeper
{
    public async Task<IKeeping> BeginAsync(CancellationToken cancellationToken) => new Keeping(this, await keeper.BeginAsync(cancellationToken));

    private async Task SayAsync(Conclusions conclusions, CancellationToken cancellationToken)
    {
        var said = (await store.FindDiagnosesAsync([.. conclusions.Diagnoses.Select(d => d.Id)], cancellationToken)).ToDictionary(d => d.Id, d => d.HiddenBy);
        report.Take(new EngineOutput(
            conclusions.Ends, [.. conclusions.Diagnoses.Where(d => !said.TryGetValue(d.Id, out var hiddenBy) || hiddenBy != d.HiddenBy)]));
        report.Flush();
    }

    private sealed class Keeping(UnsaidKeeper owner, IKeeping inner) : IKeeping
    {
        public Task<IReadOnlyList<DockerEvent>> AppendAsync(IReadOnlyList<DockerEvent> events, CancellationToken cancellationToken) =>
            inner.AppendAsync(events, cancellationToken);

        public async Task SaveAsync(
            Conclusions conclusions, IReadOnlyList<QuarantinedRecord> setAside, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
        {
            await owner.SayAsync(conclusions, cancellationToken);
            await inner.SaveAsync(conclusions, setAside, messages, cancellationToken);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
