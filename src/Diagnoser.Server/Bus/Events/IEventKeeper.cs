using Diagnoser.Contracts;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Bus.Events;

/// <summary>Keeps what the event path saw and concluded.</summary>
internal interface IEventKeeper
{
    /// <summary>Begins a step: a batch of events, or a tick of the clock.</summary>
    Task<IKeeping> BeginAsync(CancellationToken cancellationToken);
}

/// <summary>One step that is being kept.</summary>
internal interface IKeeping : IAsyncDisposable
{
    /// <summary>Keeps these events and what was set aside; gives the events that are news, in their order.</summary>
    Task<IReadOnlyList<DockerEvent>> AppendAsync(IReadOnlyList<DockerEvent> events, CancellationToken cancellationToken);

    /// <summary>Keeps what was concluded and set aside, and what must be said on the bus because of it; ends the step.</summary>
    Task SaveAsync(Conclusions conclusions, IReadOnlyList<QuarantinedRecord> setAside, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken);
}
