namespace Diagnoser.Server.Notifiers;

/// <summary>What became of one request.</summary>
/// <param name="Status">The HTTP status; 0 if there was no answer.</param>
/// <param name="Body">The answer's body, as it came: hostile text that may repeat secrets.</param>
/// <param name="RetryAfter">How long the vendor asks to wait.</param>
/// <param name="Failure">What it means for the delivery by HTTP alone; null if the status is one of success.</param>
internal sealed record HttpAnswer(int Status, string Body, TimeSpan? RetryAfter, DeliveryResult? Failure)
{
    public static HttpAnswer None(DeliveryResult failure) => new(0, "", failure.After, failure);
}
