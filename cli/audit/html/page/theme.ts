import { byId, element } from "./dom";

const THEMES = ["auto", "light", "dark"] as const;

/** Light, dark, or as the machine has it. Written nowhere: the page keeps nothing. */
export function addThemeChoice(): void {
  const choice = element(
    "fieldset",
    { class: "themes" },
    element("legend", {}, "Colours"),
    ...THEMES.map((theme) => {
      const input = element("input", { type: "radio", name: "theme", value: theme });
      input.checked = theme === "auto";
      input.addEventListener("change", () => {
        if (theme === "auto") delete document.documentElement.dataset.theme;
        else document.documentElement.dataset.theme = theme;
      });
      return element("label", {}, input, ` ${theme}`);
    }),
  );
  byId("theme").replaceChildren(choice);
}
