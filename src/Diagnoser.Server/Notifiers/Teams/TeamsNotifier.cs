using System.Text.RegularExpressions;

namespace Diagnoser.Server.Notifiers.Teams;

/// <summary>
/// Tells a Teams channel by the webhook of a workflow, which can only post. Its 202 means that the workflow took the card, not that
/// people see it: a workflow that then fails is not seen from here.
/// </summary>
internal sealed partial class TeamsNotifier(string name, NotifierAddress address, TimeProvider clock) : INotifier, IDisposable
{
    private const string Workflow = "open the workflow in Power Automate: is it switched on, is its owner still there, and is this its address?";

    private readonly NotifierPipeline _pipeline = new(address, clock);

    public string Name => name;

    public bool CanEdit => false;

    public async Task<DeliveryResult> DeliverAsync(Notification notification, CancellationToken cancellationToken)
    {
        var answer = await _pipeline.PostAsync(address.Uri, TeamsLayout.Json(notification), cancellationToken);
        return answer.Failure switch
        {
            null => Taken(answer),
            { Outcome: DeliveryOutcome.Refused, Reason: var reason } when answer.Status is 413 => DeliveryResult.Refused($"{reason}; this is a fault of Diagnoser: please report it"),
            { Outcome: DeliveryOutcome.Refused, Reason: var reason } => DeliveryResult.Refused($"{reason}; {Workflow}"),
            var failure => failure,
        };
    }

    public void Dispose() => _pipeline.Dispose();

    // An answer of success can hold the text of a failure, with the status that Teams gave to whoever stands between.
    private DeliveryResult Taken(HttpAnswer answer)
    {
        if (!Trouble().IsMatch(answer.Body))
        {
            return DeliveryResult.Delivered();
        }

        var said = $"Teams answered {answer.Status} but says: {_pipeline.Shown(answer.Body)}";
        return int.TryParse(InnerStatus().Match(answer.Body).Groups[1].Value, out var status) && status is >= 400 and < 500 and not 408 and not 429
            ? DeliveryResult.Refused($"{said}; {Workflow}")
            : DeliveryResult.Retry(said, answer.RetryAfter);
    }

    [GeneratedRegex(@"\b(?:error|failed|failure|exception)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Trouble();

    [GeneratedRegex(@"HTTP error (\d{3})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex InnerStatus();
}
