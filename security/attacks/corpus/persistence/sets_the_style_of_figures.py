# tries: leaves a configuration of matplotlib that changes everybody's figures
# walls: private root
# canary: honest
# %%
import os

for home in ("@HOME@", os.path.expanduser("~")):
    try:
        os.makedirs(f"{home}/.config/matplotlib", exist_ok=True)
        open(f"{home}/.config/matplotlib/matplotlibrc", "w").write("figure.dpi: 37  # @ME@\n")
    except OSError as error:
        print(error)
