# tries: opens a widget that collects outputs, all of which are sent back to the process at each new one
# walls: bounded messages
# canary: output
# %%
import time

kernel = get_ipython().kernel
parent = kernel.get_parent("shell")


def tell(kind, **content):
    kernel.session.send(kernel.iopub_socket, kind, content, parent=parent)


names = {"_model_name": "OutputModel", "_model_module": "@jupyter-widgets/output", "_model_module_version": "1"}
tell("comm_open", comm_id="all", target_name="jupyter.widget", data={"state": {**names, "outputs": []}})
hook = {"method": "update", "state": {"msg_id": parent["header"]["msg_id"]}}
tell("comm_msg", comm_id="all", data=hook)
for _ in range(90):
    tell("display_data", data={"text/plain": "F" * 100_000}, metadata={})
time.sleep(4)
