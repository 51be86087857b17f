namespace Diagnoser.Server.Bus.Messages;

/// <summary>Where messages of the outbox go: over the broker to whoever has the role, or straight to the handlers of this process.</summary>
internal interface IMessageSender
{
    /// <summary>Returns when the message is safe: the broker has confirmed it, or it was handled. Throws if it is neither.</summary>
    Task SendAsync(object message, CancellationToken cancellationToken);
}

/// <summary>Handles messages of one kind. Idempotent: every message may come again.</summary>
internal interface IMessageHandler<in T>
{
    Task HandleAsync(T message, CancellationToken cancellationToken);
}
