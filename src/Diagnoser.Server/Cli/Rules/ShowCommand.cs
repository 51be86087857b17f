using System.CommandLine;

namespace Diagnoser.Server.Cli.Rules;

/// <summary><c>rules show</c>.</summary>
internal static class ShowCommand
{
    public static DocumentedCommand Create(Surroundings surroundings)
    {
        var (runbooks, json) = (Options.Runbooks(), Options.Json());
        var yaml = new Option<bool>("--yaml") { Description = "Print the rule's file as it is." };
        var id = new Argument<string>("RULE") { Description = "The rule's id." };
        var command = new DocumentedCommand(
            "show",
            "Shows one rule: what it looks at, how it decides, what it says and suggests, its tests, and what overrides change. An unknown id is exit code 2.",
            new Example("diagnoser rules show oom-killed-memory-limit", "one rule"),
            new Example("diagnoser rules show oom-killed-memory-limit --yaml", "its file, to start one's own from"))
        {
            id, runbooks, yaml, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(yaml) && result.GetValue(json))
            {
                result.AddError("--yaml and --json are two forms: give one of them");
            }
        });
        command.SetAction(result =>
        {
            var form = result.GetValue(json) ? RuleForm.Json : result.GetValue(yaml) ? RuleForm.Yaml : RuleForm.Page;
            return new RulePage(surroundings, form).Run(result.GetValue(id)!, RunbookFolders.Paths(null, result.GetValue(runbooks), surroundings));
        });
        return command;
    }
}
