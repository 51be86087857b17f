using Diagnoser.Engine.Events;

namespace Diagnoser.Server.Cli.Rules.New;

/// <summary>What a new rule is about.</summary>
/// <param name="Area">The folder it goes to.</param>
/// <param name="Id">Its id.</param>
/// <param name="Title">One line for lists.</param>
/// <param name="Severity">critical, warning or info.</param>
/// <param name="Event">The event type that it looks at.</param>
/// <param name="Field">The field by which it tells these events from others.</param>
/// <param name="Value">The value that the field must have.</param>
/// <param name="Says">What happened, in one line.</param>
internal sealed record RuleDraft(string Area, string Id, string Title, string Severity, EventSchema Event, EventField Field, string Value, string Says);
