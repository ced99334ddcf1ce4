using System.CommandLine;
using System.Text;
using TwilioServer.Configuration;

namespace TwilioServer.Ops;

/// <summary><c>settings</c>: every environment variable, as <c>docs/configuration.md</c> has it.</summary>
public static class SettingsCommand
{
    public static Command Create()
    {
        var command = new Command(
            "settings",
            "Prints every setting with what it expects and its default, as Markdown."
        );
        command.SetAction(_ => Console.Out.Write(Markdown()));
        return command;
    }

    /// <summary>The contents of <c>docs/configuration.md</c>.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder();
        text.Append("# Settings\n\n");
        text.Append(
            "Environment variables, checked at start. A wrong or missing one stops the start with its name and what\n"
        );
        text.Append(
            "is expected; its value is never printed. Empty means unset. Written by `twilio-server settings`.\n\n"
        );
        text.Append("| variable | expected | default | meaning |\n|---|---|---|---|\n");
        foreach (var setting in ServerSettings.Describe())
            text.Append(
                $"| `{setting.Name}` | {setting.Expected} | {setting.Default ?? "required"} | {setting.Meaning} |\n"
            );
        return text.ToString();
    }
}
