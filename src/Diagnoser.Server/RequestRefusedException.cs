namespace Diagnoser.Server;

/// <summary>Why a request is refused.</summary>
internal enum Refusal
{
    /// <summary>It is not a right request.</summary>
    Wrong,

    /// <summary>What it asks for is not there.</summary>
    Unknown,

    /// <summary>It can mean several things.</summary>
    Ambiguous,

    /// <summary>What it asks for can no longer be done.</summary>
    TooLate,
}

/// <summary>A request of a person or program cannot be done, and trying again will not help; the message says what is allowed.</summary>
internal sealed class RequestRefusedException(Refusal refusal, string message, string? parameter = null) : Exception(message)
{
    public Refusal Refusal { get; } = refusal;

    /// <summary>What of the request is wrong, if it is one thing.</summary>
    public string? Parameter { get; } = parameter;

    public static RequestRefusedException Wrong(string parameter, string message) => new(Refusal.Wrong, $"{parameter}: {message}", parameter);
}
